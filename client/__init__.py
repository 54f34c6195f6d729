"""The rep's side without a screen."""
