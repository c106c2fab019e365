"""The program, without installing it: ``python run.py VERB`` is the same as ``groundswell VERB``.

python run.py --help
python run.py compare scenarios/product_recall.toml
"""

from simulator.cli import main

if __name__ == "__main__":
    main()
