"""One block of a Jinja2 template by itself, just as its page would write it.

Jinja2 itself renders a block with nothing but the context: it doesn't know what the template imports or sets outside of
its blocks, nor the blocks of the templates that it extends, nor ``super()``. So all that a template does outside of its
blocks is compiled once more without what it writes. That runs first, from the template up to the last one that it
extends; then the block does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, Final, cast

from jinja2 import Environment, Template, nodes
from jinja2.runtime import Context

#: Takes the blocks that there are; returns the error that tells that the one wanted is not among them.
Lacking = Callable[[Sequence[str]], Exception]
#: Finds what a template does outside of its blocks.
Define = Callable[[Template], Template]

#: Stands in a context for a moment: the template that the last one extends.
PARENT: Final = "_hypermedia_parent"
#: The tag that is a partial of its template by itself, as it is with Django's templates.
LOAD_MORE: Final = "load_more"

#: They name something for all of the template's blocks, or have a name of an extension do something.
DEFINING = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.EvalContextModifier,
    nodes.ExprStmt,
    nodes.FromImport,
    nodes.Import,
    nodes.Macro,
)
#: They have names of their own; from inside, only namespaces and ``{% do %}`` change what is outside.
SCOPES = (nodes.For, nodes.With, nodes.Scope, nodes.ScopedEvalContextModifier)


def block_template(
    template: Template, name: str, define: Define, lacking: Lacking
) -> Template:
    """Return the block ``name`` of a template, or of those that it extends, as a template of its own.

    A hyphen in the name is an underscore in the block's. It raises what ``lacking`` returns when it is rendered, since
    the template to extend may be chosen then.
    """
    wanted = name.replace("-", "_")

    def find(context: Context) -> Any:
        if wanted not in context.blocks:
            raise lacking(list(context.blocks))
        return context.blocks[wanted][0](context)

    def write(context: Context) -> Iterator[str]:
        for each in _chain(context, template, define):
            deque(each.root_render_func(context), 0)
        yield from find(context)

    async def write_async(context: Context) -> AsyncIterator[str]:
        for each in _chain(context, template, define):
            async for _ in cast(AsyncIterator[str], each.root_render_func(context)):
                pass
        async for piece in find(context):
            yield piece

    # As Template.from_code does. Its name is still the file's, by which Jinja2 chooses whether to escape.
    block: Any = object.__new__(type(template))
    block.__dict__.update(template.__dict__)
    block.root_render_func = write_async if template.environment.is_async else write
    return cast(Template, block)


def _chain(context: Context, template: Template, define: Define) -> Iterator[Template]:
    """Yield the definitions to run, those of the template and of all that it extends."""
    current: Template | None = template
    while current is not None:
        definitions = define(current)
        _register(context, definitions)
        yield definitions
        current = context.vars.pop(PARENT, None)


def extend(context: Context, parent: Any, child: str | None) -> Template:
    """Do what ``{% extends %}`` does but for writing: make known the parent's blocks. Return the parent."""
    template = context.environment.get_template(parent, child)
    _register(context, template)
    return template


def _register(context: Context, template: Template) -> None:
    for name, block in template.blocks.items():
        context.blocks.setdefault(name, []).append(block)


def compile_definitions(
    environment: Environment, source: str, template: Template
) -> Template:
    """Return what a template does outside of its blocks and writes nothing by, and the block of its ``load_more()``."""
    tree = environment.parse(source, template.name, template.filename)
    calls = [] if LOAD_MORE in template.blocks else list(_calls(tree))
    body = _definitions(tree.body, template.name)
    if calls:
        body.append(_block_of(calls))
    tree = nodes.Template(body, lineno=1)
    tree.set_environment(environment)
    code = environment.compile(tree, template.name, template.filename)
    return environment.template_class.from_code(environment, code, template.globals)


def _definitions(
    statements: Sequence[nodes.Node], template_name: str | None
) -> list[nodes.Node]:
    """Return of statements what names something, or changes what has a name; nothing that only writes."""
    found: list[nodes.Node] = []
    for each in statements:
        if isinstance(each, nodes.Extends):
            found.append(_extends(each, template_name))
        elif isinstance(each, nodes.If):
            each.body = _definitions(each.body, template_name)
            each.else_ = _definitions(each.else_, template_name)
            for other in each.elif_:
                other.body = _definitions(other.body, template_name)
            if each.body or each.else_ or any(other.body for other in each.elif_):
                found.append(each)
        elif isinstance(each, SCOPES):
            each.body = _definitions(each.body, template_name)
            if isinstance(each, nodes.For):
                each.else_ = _definitions(each.else_, template_name)
            if each.find(nodes.NSRef) or each.find(nodes.ExprStmt):
                found.append(each)
        elif isinstance(each, DEFINING):
            found.append(each)
    return found


def _extends(node: nodes.Extends, template_name: str | None) -> nodes.Assign:
    """Return what finds the parent at the place of ``{% extends %}``, and does not write it."""
    arguments = [nodes.ContextReference(), node.template, nodes.Const(template_name)]
    function = nodes.ImportedName(f"{__name__}.{extend.__name__}")
    call = nodes.Call(function, arguments, [], None, None)
    return nodes.Assign(nodes.Name(PARENT, "store"), call, lineno=node.lineno)


def _calls(node: nodes.Node) -> Iterator[nodes.Expr]:
    """Yield the calls of ``load_more()``; not those of a macro, which has arguments."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name):
            if child.node.name == LOAD_MORE:
                yield child
        if not isinstance(child, nodes.Macro):
            yield from _calls(child)


def _block_of(calls: Sequence[nodes.Expr]) -> nodes.Node:
    """Return a block of the first call that writes something: that of the list which grows."""
    first, *others = calls
    for other in others:
        first = nodes.Or(first, other)
    block = nodes.Block(LOAD_MORE, [nodes.Output([first])], False, False, lineno=1)
    # It is not to be written here.
    return nodes.If(nodes.Const(False), [block], [], [], lineno=1)
