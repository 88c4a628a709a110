"""The poles: chosen by filters, placed, counted."""
