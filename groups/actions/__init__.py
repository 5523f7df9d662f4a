"""What people do: one file per noun, no HTTP, no SQL. Each act checks everything first, then does it at once."""
