"""The README's pictures of a provider's conversation: made from one that is really held."""
