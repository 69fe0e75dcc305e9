"""How a departmental system is asked: one module a transport, none of them knows what the data means."""
