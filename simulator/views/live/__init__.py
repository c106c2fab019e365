"""The live room: a small server on this machine, and the page that it shows."""
