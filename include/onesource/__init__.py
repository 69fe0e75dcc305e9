"""One Source: departmental data collected, checked and mastered, one source for every datum."""
