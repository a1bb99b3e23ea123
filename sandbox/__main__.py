"""`make demo`: the school on a page with phones; `--play`: the stories as transcripts."""

from sandbox.demo import main

if __name__ == "__main__":
    main()
