"""The system's notifications: our own way on Linux, plyer's elsewhere, and the choice between."""
