"""The kit: painted parts and small widgets. They know nothing of leads or of the client."""
