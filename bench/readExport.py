"""Reads an exported file with nothing of this project, row by row: python3 readExport.py csv|xlsx FILE -> one line of JSON.

rows: without the heading; amount: sum of every "amount: N" in any cell; formulas: cells that a spreadsheet would take for a formula;
inert: rows with a cell that would be one, but for the apostrophe before it.
"""
import csv
import json
import re
import sys
import zipfile
from xml.etree.ElementTree import iterparse

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
ESCAPED = re.compile('_x([0-9A-Fa-f]{4})_')
AMOUNT = re.compile(r'amount: (\d+)')
FORMULA = re.compile('^[\\s\\x00-\\x1f\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]')


def csv_rows(name):
    csv.field_size_limit(10_000_000)
    with open(name, encoding='utf-8-sig', newline='') as lines:
        yield from csv.reader(lines)


def text_of(cell):
    """The text of a cell as Excel shows it; a formula comes back with its sign."""
    if cell.find(MAIN + 'f') is not None:
        return '=' + (cell.find(MAIN + 'f').text or '')
    if cell.get('t') == 'inlineStr':
        text = ''.join(part.text or '' for part in cell.iter(MAIN + 't'))
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    value = cell.find(MAIN + 'v')
    return '' if value is None else value.text


def xlsx_rows(name):
    with zipfile.ZipFile(name) as book:
        if 'xl/sharedStrings.xml' in book.namelist():
            raise SystemExit('shared strings are not read here')
        sheets = sorted(part for part in book.namelist() if part.startswith('xl/worksheets/sheet'))
        for number, sheet in enumerate(sheets):
            with book.open(sheet) as xml:
                parents = []
                heading = number > 0
                for event, element in iterparse(xml, events=('start', 'end')):
                    if event == 'start':
                        parents.append(element)
                        continue
                    parents.pop()
                    if element.tag != MAIN + 'row':
                        continue
                    if heading:
                        heading = False
                    else:
                        yield [text_of(cell) for cell in element.iter(MAIN + 'c')]
                    parents[-1].clear()


rows, amount, formulas, inert = -1, 0, 0, 0
for row in (csv_rows if sys.argv[1] == 'csv' else xlsx_rows)(sys.argv[2]):
    rows += 1
    inert += any(cell.startswith("'") and FORMULA.match(cell[1:]) is not None for cell in row)
    for cell in row:
        amount += sum(int(found) for found in AMOUNT.findall(cell))
        formulas += FORMULA.match(cell) is not None
print(json.dumps({'rows': rows, 'amount': amount, 'formulas': formulas, 'inert': inert}))
