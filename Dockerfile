# The daemon in a container: built from the hashed pins, run as nobody in particular.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.txt requirements-dev.txt ./
RUN python -m venv /opt/jewelwire \
 && /opt/jewelwire/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-dev.txt
COPY . .
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation -w /wheels . \
 && /opt/jewelwire/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /var/lib/jewelwire jewelwire
COPY --from=build /opt/jewelwire /opt/jewelwire
COPY feeds.yaml /etc/jewelwire/feeds.yaml
RUN mkdir -p /var/lib/jewelwire/db /var/lib/jewelwire/public \
 && chown -R jewelwire /var/lib/jewelwire
USER jewelwire
WORKDIR /var/lib/jewelwire
ENV PATH=/opt/jewelwire/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AGGREGATOR_CONFIG=/etc/jewelwire/feeds.yaml \
    AGGREGATOR_DATABASE=sqlite:////var/lib/jewelwire/db/aggregator.sqlite3 \
    AGGREGATOR_OUT=/var/lib/jewelwire/public
VOLUME ["/var/lib/jewelwire/db", "/var/lib/jewelwire/public"]
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8001/healthz', timeout=5)"]
CMD ["aggregator", "run", "--listen", "0.0.0.0:8000", "--ops", "127.0.0.1:8001"]
