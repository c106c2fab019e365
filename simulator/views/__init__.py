"""Views: what people look at. Tables for a terminal, figures, and every assumption of a scenario."""
