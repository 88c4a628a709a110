"""Turn the files of French public producers into the tables of ``data/``.

One module per source; ``build`` runs them all, ``check`` recounts what they wrote and ``download``
fetches what they read. Nothing here is imported by the pages.
"""
