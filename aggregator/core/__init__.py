"""Thinking: values in, values out. No clock, no chance, no disk, no net, no log."""
