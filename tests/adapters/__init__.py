"""Tests of the adapters, with asserts that tell what differs, also where they are shared."""

import pytest

pytest.register_assert_rewrite("tests.adapters.parity", "tests.adapters.contract")
