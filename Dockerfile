# A lab and the command line in a container; the packages are those of requirements.lock, with checked hashes.
#   docker build -t arf-marine .
#   docker run --rm -p 127.0.0.1:8888:8888 arf-marine                                           the lab, on the start page
#   docker run --rm -v "$PWD/out:/out" arf-marine arf-marine briefing --out /out/south-china-sea   a pack
ARG PYTHON=3.13
FROM python:${PYTHON}-slim
RUN useradd --create-home marine
WORKDIR /arf-marine
RUN chown marine:marine /arf-marine
USER marine
ENV VIRTUAL_ENV=/arf-marine/.venv PATH=/arf-marine/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY --chown=marine requirements.lock pyproject.toml ./
RUN python -m venv .venv
RUN python -m pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes --requirement requirements.lock
COPY --chown=marine . .
RUN python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
RUN arf-marine doctor
EXPOSE 8888
CMD ["arf-marine", "lab", "--no-browser", "--ip=0.0.0.0"]
