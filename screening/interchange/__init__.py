"""Other people's formats, both ways: what a file of theirs comes to here, and what one of ours comes to there."""
