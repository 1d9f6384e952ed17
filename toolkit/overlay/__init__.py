"""The overlay: coverage of faces by cells, statistics over faces, and the one indicator table."""
