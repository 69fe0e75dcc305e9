"""What records refer to and where they lie: links to other entities, and places on the map."""
