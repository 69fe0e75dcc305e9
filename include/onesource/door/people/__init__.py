"""The door's pages, for the people of a department; its addresses for systems stand beside this folder."""
