"""CommerceML as УТ 11 writes and reads it (schema 2.07), from its description."""
