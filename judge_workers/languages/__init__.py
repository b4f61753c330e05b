"""From a language of the catalogue (`realtime.languages`) to programs that run: which files are sources, where the host has the tools."""
