"""An exercise stepped through in a browser: the campus over time in two arms, as one HTML file that fetches nothing."""
