"""How each agreed form of a delivery becomes the table `records`: one module a form, values as delivered."""
