"""What reps have open today: a CRM's lead list in a browser tab, as light as such a page can be."""
