"""Gateways: the companies and programs that carry a text, a mail or a call to a person. Each is
about a file behind the ports of `port.py`; what is sent, when and whether is decided elsewhere."""
