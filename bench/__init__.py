"""What `make bench` runs: a realistic volume, and every main page measured against a floor of the same run."""
