"""What opens over the window and closes again: palette, keys, Later, return slip."""
