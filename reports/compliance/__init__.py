"""Records of what was really held: a log of drills and hours of training, kept in a file, to and from CSV and Excel, and checked."""
