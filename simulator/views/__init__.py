"""Views: what people look at. Tables for a terminal, figures, the brief, and every assumption of a scenario."""
