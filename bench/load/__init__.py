"""Many readers at once: sessions as a browser opens them, without the browser."""
