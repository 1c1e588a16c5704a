from .explain import explain
