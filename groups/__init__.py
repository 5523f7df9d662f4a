"""The server of moderated support groups. Start at app.py; a message's life is web/socket.py, actions/post.py, store."""
