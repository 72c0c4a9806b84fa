# SPDX-License-Identifier: GPL-3.0-or-later
"""What is published against what is answered: every feature against its schemas, the API document against the OpenAPI 3.0
schema, and every GET of the document against its declared status, media type and body."""
import copy
import json
import os
import urllib.error
import urllib.request

from served import COUNTS, Server, check, equal, skip

try:
    import jsonschema
except ImportError:
    skip('jsonschema is not installed (package python3-jsonschema)')

OPENAPI_SCHEMA = '/usr/share/openapi-specification/schemas/v3.0/schema.json'


def nullable_to_types(schema):
    """OpenAPI 3.0's dialect as JSON Schema."""
    if isinstance(schema, list):
        return [nullable_to_types(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: nullable_to_types(part) for name, part in schema.items()}
    if schema.pop('nullable', False) is True:
        schema['type'] = [schema['type'], 'null']
    return schema


def check_features(server):
    for name, count in COUNTS.items():
        features = server.features(name)
        feature_schema = server.get(f'/collections/{name}/schema?f=feature')
        flat_schema = server.get(f'/collections/{name}/schema')
        oas30_schema = nullable_to_types(server.get(f'/collections/{name}/schema?f=oas30'))
        for schema in (feature_schema, flat_schema):
            jsonschema.Draft202012Validator.check_schema(schema)
        whole = jsonschema.Draft202012Validator(feature_schema)
        flat = jsonschema.Draft202012Validator(flat_schema)
        oas30 = jsonschema.Draft202012Validator(oas30_schema)
        for feature in features:
            whole.validate(feature)
            oas30.validate(feature)
            flat.validate({**feature['properties'], 'id': feature['id'], 'geometry': feature['geometry']})
            equal_keys = list(feature['properties']) == list(feature_schema['properties']['properties']['properties'])
            if not equal_keys:
                check(False, f"{name} {feature['id']}: every property is there")
        equal(len(features), count, f'{name}: features that keep their schemas')
        if features:
            wrong = copy.deepcopy(features[0])
            field = next(iter(wrong['properties']))
            wrong['properties'][field] = {'not': 'this'}
            check(not whole.is_valid(wrong) and not oas30.is_valid(wrong), f'{name}: a wrong type does not')


def references(part):
    if isinstance(part, dict):
        for name, value in part.items():
            if name == '$ref':
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def resolve(document, part):
    while '$ref' in part:
        steps = part['$ref'].split('/')[1:]
        part = document
        for step in steps:
            part = part[step]
    return part


def check_document(document):
    check(document['openapi'].startswith('3.0.'), 'OpenAPI 3.0')
    for target in sorted(set(references(document))):
        resolve(document, {'$ref': target})
    print('ok: every reference leads somewhere')
    names = [operation['operationId'] for item in document['paths'].values() for operation in item.values()]
    equal(len(names), len(set(names)), 'operations have names of their own')
    limit = document['components']['parameters']['limit']['schema']
    check(limit['maximum'] == 10000 and limit['default'] <= 10000, 'the limit is where QGIS looks for it')
    check('bearer' in document['components']['securitySchemes'], 'bearer tokens are declared')
    for path, item in document['paths'].items():
        declared = [resolve(document, parameter) for operation in item.values() for parameter in operation.get('parameters', [])]
        in_path = {parameter['name'] for parameter in declared if parameter['in'] == 'path'}
        wanted = {part[1:-1] for part in path.split('/') if part.startswith('{')}
        if in_path != wanted:
            check(False, f'{path}: its parameters {wanted} are declared ({in_path})')
    if os.path.exists(OPENAPI_SCHEMA):
        with open(OPENAPI_SCHEMA, encoding='utf-8') as file:
            jsonschema.Draft4Validator(json.load(file)).validate(document)
        print('ok: the document keeps the OpenAPI 3.0 schema')
    else:
        print('note: not checked against the OpenAPI schema (package openapi-specification)')


def ask(server, path):
    try:
        with urllib.request.urlopen(server.url + path, timeout=120) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def check_answer(document, operation, path, status, headers, body):
    responses = operation['responses']
    declared = resolve(document, responses.get(str(status), responses['default']))
    check(str(status) in responses, f'{path}: {status} is declared')
    media_type = headers['Content-Type'].replace(' ', '')
    known = {name.replace(' ', ''): value for name, value in declared['content'].items()}
    content = known.get(media_type, known.get(media_type.split(';')[0]))
    check(content is not None, f'{path}: {media_type} is declared')
    if 'json' in media_type:
        schema = nullable_to_types({**content['schema'], 'components': document['components']})
        jsonschema.Draft202012Validator(schema).validate(json.loads(body))
    return json.loads(body) if 'json' in media_type else body


def check_routes(server, document):
    for path, item in document['paths'].items():
        if 'get' not in item or document['paths'][path]['get']['tags'][0] not in ('Start', 'Data'):
            continue
        concrete = path
        if '{id}' in path:
            collection = path.split('/')[2]
            some = server.features(collection, 'limit=1')
            if not some:
                continue
            concrete = path.replace('{id}', urllib.request.quote(some[0]['id'], safe=''))
        status, headers, body = ask(server, concrete)
        equal(status, 200, concrete)
        answer = check_answer(document, item['get'], concrete, status, headers, body)
        for link in answer['links'] if isinstance(answer, dict) and 'links' in answer else []:
            check(link['href'].startswith(server.url), f"{concrete}: link {link['rel']} is absolute")
            if link['rel'] != 'collection' or '{id}' in path:
                equal(ask(server, link['href'][len(server.url):])[0], 200, f"{concrete}: link {link['rel']}")
        status, headers, body = ask(server, concrete + '?sausage=1')
        equal(status, 400, f'{concrete}?sausage=1')
        check_answer(document, item['get'], concrete, status, headers, body)
        if '{id}' in path:
            status, headers, body = ask(server, path.replace('{id}', 'nobody'))
            equal(status, 404, path.replace('{id}', 'nobody'))
            check_answer(document, item['get'], concrete, status, headers, body)


def check_page(server):
    with urllib.request.urlopen(server.url + '/api.html', timeout=120) as answer:
        page = answer.read().decode()
        check(answer.headers['Content-Type'].startswith('text/html'), 'the page for people is HTML')
    check('<script' not in page and 'src=' not in page, 'it needs nothing from elsewhere')
    check('/collections/outages/items/{id}' in page and 'Idempotency-Key' in page, 'it tells of reading and of commands')
    check(page.count('<details') == page.count('</details>') and page.rstrip().endswith('</html>'), 'it is whole')


with Server() as running:
    check_features(running)
    api = running.get('/api')
    check_document(api)
    check_routes(running, api)
    check_page(running)
