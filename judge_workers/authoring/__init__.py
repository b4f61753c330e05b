"""Tools for problem authors: judging files with a package without servers, and verifying its example submissions."""
