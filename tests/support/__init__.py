"""What the tests share. Test modules import from here, never from another test module or from a conftest.

The first import sets the environment of the tests (``environment``), before any module of the product reads it.
"""

from tests.support import environment as environment
