"""Settings → parts → wire: the only room where all others meet."""
