"""Where the next poles should go, with the proof."""
