"""The places of the window and their parts. They show what they are given and ask by signals."""
