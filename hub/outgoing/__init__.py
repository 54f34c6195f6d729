"""What leaves the hub: the sending queue between committed facts and the gateways."""
