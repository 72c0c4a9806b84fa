# SPDX-License-Identifier: GPL-3.0-or-later
"""OWSLib, what Python scripts of a utility read with. It sends Accept: */* and wants JSON for it."""
from served import COUNTS, Server, check, equal, skip

try:
    from owslib.ogcapi.features import Features
except ImportError:
    skip('OWSLib is not installed (package python3-owslib)')

with Server() as running:
    service = Features(running.url + '/')
    check('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core' in service.conformance()['conformsTo'], 'conformance')
    equal(service.feature_collections(), list(COUNTS), 'collections')
    equal(service.collection('outages')['id'], 'outages', 'collection')
    page = service.collection_items('outages', limit=7)
    equal(page['numberReturned'], 7, 'items, limit 7')
    equal(page['numberMatched'], 60, 'items, matched')
    boxed = service.collection_items('outages', bbox=[116.2995, 39.8, 116.3005, 40.0], limit=100)
    placed = [feature['id'] for feature in boxed['features'] if feature['geometry'] is not None]
    equal(placed, ['O-0'], 'items in a box')
    equal(len(boxed['features']), 16, 'and those without a place')
    equal(service.collection_item('crews', 'K3')['id'], 'K3', 'item')
    check('status' in service.collection_queryables('crews')['properties'], 'queryables')
    check(service.api()['openapi'].startswith('3.0'), 'API document')
