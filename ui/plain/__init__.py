"""The screens as light pages: HTML alone, for whoever cannot run the application."""
