"""The law both sides share: pure, no I/O, no clock, no Qt."""
