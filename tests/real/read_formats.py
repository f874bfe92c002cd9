"""Reads what doctor wrote with the readers that others use: a JUnit schema, junitparser, markdown-it.

Usage: read_formats.py SCHEMA FOLDER. Prints what it saw in each file of the folder as JSON.
"""

import json
import pathlib
import sys

import junitparser
import markdown_it
import xmlschema


def outcome(case):
    """The outcome of a test in a word, and its message."""
    if not case.result:
        return ["passed", ""]
    first = case.result[0]
    return [type(first).__name__.lower(), first.message]


def junit(file, schema):
    schema.validate(str(file))
    cases = {}
    for suite in junitparser.JUnitXml.fromfile(str(file)):
        for case in suite:
            cases[case.name] = outcome(case)
    return cases


def markdown(file):
    """The kinds of pieces of a page, and the cells of its tables."""
    page = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    kinds, cells, is_cell = set(), [], False
    for token in page.parse(file.read_text(encoding="utf-8")):
        kinds.add(token.type)
        kinds.update(child.type for child in token.children or [])
        if token.type == "inline" and is_cell:
            cells.append("".join(child.content for child in token.children))
        is_cell = token.type in ("td_open", "th_open")
    return {"kinds": sorted(kinds), "cells": cells}


def main():
    schema = xmlschema.XMLSchema(sys.argv[1])
    seen = {}
    for file in sorted(pathlib.Path(sys.argv[2]).iterdir()):
        seen[file.name] = junit(file, schema) if file.suffix == ".xml" else markdown(file)
    json.dump(seen, sys.stdout)


main()
