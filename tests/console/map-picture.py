# SPDX-License-Identifier: GPL-3.0-or-later
"""lamplighter --picture without a display: the three kinds of file, through a real gateway, and every refusal.

Arguments: lamplighter, lamplighterd, the program that writes Toytown.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'gateway'))
from daemon import Daemon, check, wait_for  # noqa: E402

LAMPLIGHTER, LAMPLIGHTERD, TOY_REGION = sys.argv[1:4]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ('DISPLAY', 'WAYLAND_DISPLAY')}
FOLDER = tempfile.mkdtemp(prefix='map-picture-')
HOME = tempfile.mkdtemp(prefix='map-picture-home-')  # where libraries may leave what they like
STATE = os.path.join(HOME, 'state')
ENVIRONMENT.update(HOME=HOME, XDG_STATE_HOME=STATE, GSETTINGS_BACKEND='memory', TZ='Asia/Shanghai')
REGION = os.path.join(FOLDER, 'toytown.gpkg')


def run(file, *options, region=REGION):
    path = os.path.join(FOLDER, file)
    command = [LAMPLIGHTER, '--picture', path, *(['--region', region] if region else []), *options]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    return path, done.returncode, done.stderr


def draw(file, *options):
    path, code, said = run(file, *options)
    check(code == 0 and said == '', f'{file} is drawn ({code}: {said})')
    with open(path, 'rb') as picture:
        return picture.read()


def refused(file, status, word, *options, region=REGION):
    """One sentence with the word in it, that exit status, and no file nor half of one."""
    before = sorted(os.listdir(FOLDER))
    path, code, said = run(file, *options, region=region)
    check(code == status, f'{file} {options}: status {code}, wanted {status}: {said}')
    check(said.startswith('lamplighter: ') and said.count('\n') == 1 and word in said, f'{file} {options} says: {said!r}')
    check(sorted(os.listdir(FOLDER)) == before, f'{file} {options} leaves nothing behind')


def words(svg):
    root = xml.etree.ElementTree.fromstring(svg)
    space = '{http://www.w3.org/2000/svg}'
    return root.find(space + 'title').text, [text.text for text in root.iter(space + 'text')]


def png_size(png):
    check(png[:8] == b'\x89PNG\r\n\x1a\n', 'a PNG begins as one')
    return int.from_bytes(png[16:20], 'big'), int.from_bytes(png[20:24], 'big')


def check_alone():
    check(png_size(draw('default.png')) == (1920, 1080), 'the default size is 1920x1080')
    check(png_size(draw('fine.png', '--size', '641x480', '--scale', '1.5')) == (961, 720), 'a scale between whole ones')
    plain, flow, bare = (draw(f'{n}.svg', '--layers', layers) for n, layers in enumerate(('names', 'names,flow', 'base')))
    check('away from the source' in words(flow)[1] and 'away from the source' not in words(plain)[1], 'arrows are explained where they are shown')
    check('West' in words(plain)[1] and 'West' not in words(bare)[1], 'names only where they are wanted')
    red = b'rgb(70.196078%'  # #B3261E, a closed switch
    check(red in draw('us.svg', '--palette', 'us') and red not in plain, 'the colours of a profile')
    check(png_size(draw('small.PNG', '--size', '640x480', '--style', 'night')) == (640, 480), 'a size that was asked for')
    pdf = draw('a.pdf')
    check(pdf[:7] == b'%PDF-1.' and pdf.rstrip().endswith(b'%%EOF') and b'/FontFile' in pdf, 'a PDF begins and ends as one, with letters')
    if shutil.which('pdftotext'):
        text = subprocess.run(['pdftotext', os.path.join(FOLDER, 'a.pdf'), '-'], capture_output=True, text=True, check=True).stdout
        check('no live data' in text, 'the PDF holds its text')
    title, texts = words(draw('a.svg', '--bbox', '-30.01,44.99,-29.98,45.02'))
    check('no live data' in title and 'UTC+08:00' in title, f'who has no live data says so: {title}')
    check('substation' in texts and any(text and text.startswith('West') for text in texts), f'an SVG holds its text: {texts}')
    before = draw('kept.png')
    check(run('kept.png', '--region', '/nowhere.gpkg', region=None)[1] == 1, 'no region, no picture')
    with open(os.path.join(FOLDER, 'kept.png'), 'rb') as kept:
        check(kept.read() == before, 'what was there before is as it was')


def check_base_map():
    """A file of pictures takes the place of the region's own map, under the names of whoever made it."""
    if not shutil.which('gdal_create'):
        return
    pictures = os.path.join(FOLDER, 'survey.tif')
    subprocess.run(['gdal_create', '-q', '-of', 'GTiff', '-ot', 'Byte', '-bands', '3', '-outsize', '300', '300', '-burn', '250', '-burn', '120', '-burn', '250',
                    '-a_srs', 'EPSG:4326', '-a_ullr', '-30.2', '45.2', '-29.8', '44.8', '-mo', 'TIFFTAG_COPYRIGHT=<b>Toy</b> Survey &copy; 2026', pictures], check=True)
    box = '--bbox=-30.01,44.99,-29.98,45.02'
    own, bare, other = (draw(name + '.svg', box, '--base-map', what) for name, what in (('own', 'region'), ('bare', 'none'), ('other', pictures)))
    check(b'<image' in other and b'<image' not in own + bare, 'pictures in a picture')
    check('Toy Survey © 2026' in words(other)[0], f'who made it is told: {words(other)[0]}')
    check(png_size(draw('other.png', box, '--base-map', pictures, '--style', 'night')) == (1920, 1080), 'by night, as pixels')
    refused('x.png', 1, 'no such file', '--base-map', '/nowhere.tif')
    refused('x.png', 1, 'cannot be the base map', '--base-map', LAMPLIGHTER)


def check_refusals():
    for box in ('1,2,3', '1,2,3,4,5', 'a,b,c,d', '1,2,3,nan', '', '1;2;3;4', '1,2,3,4 '):
        refused('x.png', 2, 'is not a box', '--bbox', box)
    refused('x.png', 2, 'beyond the map', '--bbox=-190,0,1,1')
    refused('x.png', 2, 'beyond the map', '--bbox=0,0,1,89')
    refused('x.png', 2, 'holds nothing', '--bbox=2,0,1,1')
    refused('x.png', 2, 'holds nothing', '--bbox=0,1,1,1')
    for size in ('1920', '1920x', '10x10', '99999x9', '1920x1080x3', '-5x7', '16385x1000', 'big'):
        refused('x.png', 2, 'is not a size', '--size', size)
    refused('x.png', 1, 'Nothing of this region', '--bbox', '44.99,-30.01,45.02,-29.98')  # latitude first
    refused('x.png', 2, 'belongs to no option', 'y.png')
    refused('x.png', 2, 'is not a style', '--style', 'dusk')
    refused('x.png', 2, 'is not a scale', '--scale', '0.5')
    refused('x.png', 2, 'is not a scale', '--scale', '1,5')
    refused('x.png', 2, 'pixels', '--scale', '4', '--size', '8000x600')
    refused('x.svg', 2, '--scale is for PNG', '--scale', '2')
    refused('x.png', 2, 'is no layer', '--layers', 'base,nmaes')
    refused('x.png', 2, 'no palette', '--palette', '../neutral')
    refused('x.jpg', 2, '.png, .svg or .pdf')
    refused('x', 2, '.png, .svg or .pdf')
    refused('x.png', 2, '--region', region=None)
    refused('x.png', 2, 'is not the address', '--gateway', 'ftp://x')
    refused('x.png', 2, 'add --gateway', '--token-file', '/dev/null')
    refused('x.png', 2, 'no window', '--tour', '/tmp')
    refused('nowhere/x.png', 1, 'no folder')
    refused('/proc/x.png', 1, 'another file')
    refused('x.png', 1, 'nowhere.gpkg', region=os.path.join(FOLDER, 'nowhere.gpkg'))
    refused('x.png', 1, 'token', '--gateway', 'http://127.0.0.1:9', '--token-file', '/nowhere')
    refused('x.png', 1, 'No picture was made', '--gateway', 'http://127.0.0.1:9')
    os.mkdir(os.path.join(FOLDER, 'folder.png'))
    refused('folder.png', 1, 'is a folder')
    broken = os.path.join(FOLDER, 'broken.gpkg')
    with open(REGION, 'rb') as whole, open(broken, 'wb') as part:
        part.write(whole.read(5000))
    refused('x.png', 1, 'broken.gpkg', region=broken)
    done = subprocess.run([LAMPLIGHTER, '--style', 'day'], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    check(done.returncode == 2 and '--picture' in done.stderr, 'a style without a picture is told')


def check_gateway():
    daemon = Daemon(LAMPLIGHTERD, TOY_REGION, '--speed', '60')
    outbox = os.path.join(STATE, 'lamplighter')
    try:
        daemon.start()
        wait_for('an outage', lambda: daemon.features('outages'))
        for options in ([], ['--token-file', daemon.token_file]):
            title, texts = words(draw('live.svg', '--gateway', daemon.url, *options))
            check('DEMO' in title and 'data ' in title and 'no live data' not in title, f'the caption tells what it is: {title}')
            check(any(text.startswith('outage ') for text in texts) and any(text.startswith('crew ') for text in texts), f'outages and crews: {texts}')
        check(png_size(draw('live.png', '--gateway', daemon.url, '--size', '1280x720')) == (1280, 720), 'a PNG of what is live')
        check(not os.path.exists(outbox), 'no outbox was opened, no grid kept')
        check(daemon.stop() == 0, 'a clean end')
    finally:
        daemon.close()


try:
    subprocess.run([TOY_REGION, REGION], check=True)
    check_alone()
    check_base_map()
    check_refusals()
    check_gateway()
finally:
    shutil.rmtree(FOLDER)
    shutil.rmtree(HOME)
