"""The webhook door: checks, reads and maps what a source posts. Writing is `hub.service`'s."""
