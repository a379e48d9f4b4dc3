# One image for web, worker, beat and the migrations; what it does is the command it is started with.

FROM python:3.12-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY pyproject.toml uv.lock ./
# uv in the version of the lock file; the packages in a layer of their own, which a change of code does not touch.
RUN python -c "import tomllib; print('uv==' + next(p['version'] for p in tomllib.load(open('uv.lock', 'rb'))['package'] if p['name'] == 'uv'))" > /tmp/uv.txt \
    && pip install --no-cache-dir -r /tmp/uv.txt \
    && UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 uv sync --locked --no-default-groups --no-cache
COPY . .
# Neither step serves a page or opens a connection: the addresses only have to be there.
RUN msgfmt --check-format -o locale/nl/LC_MESSAGES/django.mo locale/nl/LC_MESSAGES/django.po \
    && SECRET_KEY=only-for-this-step DATABASE_URL=postgres://none/none REDIS_URL=redis://none STATIC_ROOT=/app/static-collected \
       .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data/media /data/run
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/static-collected \
    MEDIA_ROOT=/data/media \
    ZENDEREN_STATE=/data/run \
    XDG_CACHE_HOME=/tmp
USER portal
EXPOSE 8000
CMD ["gunicorn", "-c", "zenderen/gunicorn.py", "zenderen.wsgi"]
