"""Language, formats, labels, palette and safe text: no Streamlit here."""
