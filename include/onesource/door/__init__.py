"""The providers' door: a small web application of its own, in which departments' systems ask and answer."""
