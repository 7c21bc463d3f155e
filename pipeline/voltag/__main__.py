"""``python -m voltag`` is the same as the command ``voltag``."""

if __name__ == "__main__":
    from voltag.cli import main

    main(prog_name="voltag")
