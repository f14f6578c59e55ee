"""One block of a Jinja2 template by itself, as its page would write it.

Jinja2 itself renders a block with nothing but the context: it knows neither what the template imports and sets outside
of its blocks, nor the blocks of the templates that it extends, nor ``super()``. So a template's definitions are
compiled together with it: all that it does outside of its blocks, without what it writes. They run first, those of the
template and of each one that it extends; then the block does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from io import StringIO
from itertools import groupby
from typing import Any, Final, cast

from jinja2 import Environment, Template, TemplateError, TemplateRuntimeError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

#: Takes the blocks that there are; returns the error that tells that the one wanted is not among them.
Missing = Callable[[Collection[str]], Exception]

#: The names that a compiled template has its definitions by: as Python's source, and compiled.
SOURCE: Final = "hypermedia_source"
DEFINITIONS: Final = "hypermedia_definitions"
#: And the names of the templates that it may extend; None among them for one that is chosen while it is rendered.
PARENTS: Final = "hypermedia_parents"
#: The attribute of a block's template that is the template it stands in.
PAGE: Final = "hypermedia_page"
#: Stands in a context for a moment: the template that the last one extends.
PARENT: Final = "_hypermedia_parent"
#: The tag that is a partial of its template by itself, as it is with Django's templates.
LOAD_MORE: Final = "load_more"

#: They name something for all of the template's blocks, or have an extension do something.
DEFINING = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.EvalContextModifier,
    nodes.ExprStmt,
    nodes.Extends,
    nodes.FromImport,
    nodes.Import,
    nodes.Macro,
)
#: They have names of their own; from inside, only namespaces and ``{% do %}`` change what is outside.
SCOPES = (
    nodes.CallBlock,
    nodes.FilterBlock,
    nodes.For,
    nodes.Scope,
    nodes.ScopedEvalContextModifier,
    nodes.With,
)


class DefiningMixin(CodeGenerator):
    """Compiles a template together with its definitions."""

    #: The environment's own class.
    plain: type[CodeGenerator]

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Write the template's module, and into it the source of another: that of its definitions."""
        super().visit_Template(node, frame)
        source = StringIO()
        inner = self.plain(
            self.environment,
            self.name,
            self.filename,
            source,
            optimized=self.optimizer is not None,
        )
        parents = [_name_of(each.template) for each in node.find_all(nodes.Extends)]
        inner.visit(_define(self.environment, node, self.name))
        self.writeline(f"{PARENTS} = {parents!r}")
        self.writeline(f"{SOURCE} = {source.getvalue()!r}")


def compile_definitions(environment: Environment) -> None:
    """Have an environment compile with each template what it takes to render a block of it alone."""
    plain = environment.code_generator_class
    if issubclass(plain, DefiningMixin):
        return
    bases = (DefiningMixin, plain)
    defining = type(plain.__name__, bases, {"plain": plain})
    environment.code_generator_class = cast(type[CodeGenerator], defining)


def block_template(template: Template, name: str, missing: Missing) -> Template:
    """Return the block ``name`` of a template, or of those that it extends, as a template of its own.

    Raises what ``missing`` returns if there is none; or has it raised when the block is rendered, if the template to
    extend is chosen only then.
    """
    if name not in template.blocks:
        names = _block_names(template)
        if names is not None and name not in names:
            raise missing(names)

    def find(context: Context) -> Any:
        if name not in context.blocks:
            raise missing(context.blocks)
        return context.blocks[name][0](context)

    def write(context: Context) -> Iterator[str]:
        for each in _chain(context, template):
            deque(each.root_render_func(context), 0)
        yield from find(context)

    async def write_async(context: Context) -> AsyncIterator[str]:
        for each in _chain(context, template):
            async for _ in cast(AsyncIterator[str], each.root_render_func(context)):
                pass
        async for piece in find(context):
            yield piece

    # As Template.from_code does. Its name is still the file's, by which Jinja2 chooses whether to escape.
    block: Any = object.__new__(type(template))
    block.__dict__.update({PAGE: template, **template.__dict__})
    block.root_render_func = write_async if template.environment.is_async else write
    return cast(Template, block)


def extend(context: Context, parent: Any, child: str | None) -> Template:
    """Do what ``{% extends %}`` does but for writing: make known the parent's blocks. Return the parent."""
    if PARENT in context.vars:
        raise TemplateRuntimeError("extended multiple times")
    template = context.environment.get_template(parent, child)
    for name, block in template.blocks.items():
        context.blocks.setdefault(name, []).append(block)
    return template


def _chain(context: Context, template: Template) -> Iterator[Template]:
    """Yield the definitions to run, those of the template and those of all that it extends."""
    seen: list[Template] = []
    current: Template | None = template
    while current is not None:
        if current in seen:
            raise TemplateRuntimeError(f"The template {current.name!r} extends itself.")
        seen.append(current)
        definitions = _definitions_of(current)
        # They have blocks of the template besides, those that stand in a macro for instance.
        if LOAD_MORE not in current.blocks and LOAD_MORE in definitions.blocks:
            control = definitions.blocks[LOAD_MORE]
            context.blocks.setdefault(LOAD_MORE, []).append(control)
        yield definitions
        current = context.vars.pop(PARENT, None)


def _definitions_of(template: Template) -> Template:
    module = _module(template)
    if DEFINITIONS not in module:
        code = compile(module[SOURCE], template.filename or "<template>", "exec")
        environment = template.environment
        module[DEFINITIONS] = environment.template_class.from_code(
            environment, code, {}
        )
    return cast(Template, module[DEFINITIONS])


def _module(template: Template) -> dict[str, Any]:
    """Return the names of what a template was compiled to."""
    function: Any = getattr(template, PAGE, template).root_render_func
    module: dict[str, Any] = function.__globals__
    if SOURCE not in module:
        raise TemplateRuntimeError(
            f"The template {template.name!r} was not compiled by the environment of 'hypermedia_views.jinja2.Jinja2', "
            f"so that none of its blocks can be a partial. Empty the environment's bytecode cache, compile its "
            f"templates anew, or load the template by this engine."
        )
    return module


def _block_names(
    template: Template, children: Sequence[Template] = ()
) -> set[str] | None:
    """Return the names of the blocks of a template and of what it extends; None if that is known only later."""
    names = {*template.blocks, *_definitions_of(template).blocks}
    if template in children:
        return names
    for name in _module(template)[PARENTS]:
        if name is None:
            return None
        try:
            parent = template.environment.get_template(name, template.name)
        except TemplateError:
            # It tells of itself when it is rendered.
            return None
        more = _block_names(parent, (*children, template))
        if more is None:
            return None
        names |= more
    return names


def _define(
    environment: Environment, tree: nodes.Template, template_name: str | None
) -> nodes.Template:
    """Return what a template does outside of its blocks and writes nothing by, and the block of its ``load_more()``."""
    names = [block.name for block in tree.find_all(nodes.Block)]
    calls = [] if LOAD_MORE in names else list(_calls(tree))
    body = _defining(_WithoutBlocks().visit(tree).body, template_name)
    if calls:
        block = nodes.Block(LOAD_MORE, [_first_of(calls)], False, False, lineno=1)
        body.append(_unused(block))
    definitions = nodes.Template(body, lineno=1)
    definitions.set_environment(environment)
    return definitions


class _WithoutBlocks(NodeTransformer):
    """Takes the blocks out of what runs as it is, and writes to nobody."""

    def visit_Block(self, node: nodes.Block) -> None:
        return None

    def _keep(self, node: nodes.Node) -> nodes.Node:
        # What they write is read elsewhere.
        return node

    visit_AssignBlock = visit_CallBlock = visit_Macro = _keep


def _defining(
    statements: Sequence[nodes.Node], template_name: str | None
) -> list[nodes.Node]:
    """Return of statements what names something, or changes what has a name. What only writes does not run.

    But it stays: Jinja2 tells by all that a template reads whether a name that is set is one of the context, too.
    """
    found: list[nodes.Node] = []
    for defines, several in groupby(statements, _defines):
        if not defines:
            found.append(_unused(*several))
            continue
        for each in several:
            if isinstance(each, nodes.Extends):
                each = _extends(each, template_name)
            elif isinstance(each, nodes.If):
                each.body = _defining(each.body, template_name)
                each.else_ = _defining(each.else_, template_name)
                for other in each.elif_:
                    other.body = _defining(other.body, template_name)
            found.append(each)
    return found


def _defines(statement: nodes.Node) -> bool:
    if isinstance(statement, nodes.If):
        branches = (*statement.body, *statement.elif_, *statement.else_)
        return any(map(_defines, branches))
    if isinstance(statement, SCOPES):
        changing = statement.find(nodes.NSRef) or statement.find(nodes.ExprStmt)
        return changing is not None
    return isinstance(statement, DEFINING)


def _unused(*statements: nodes.Node) -> nodes.If:
    """Return statements that do not run, and are compiled."""
    return nodes.If(nodes.Const(False), list(statements), [], [], lineno=1)


def _name_of(template: nodes.Expr) -> str | None:
    return template.value if isinstance(template, nodes.Const) else None


def _extends(node: nodes.Extends, template_name: str | None) -> nodes.Assign:
    """Return what finds the parent at the place of ``{% extends %}``, and does not write it."""
    arguments = [nodes.ContextReference(), node.template, nodes.Const(template_name)]
    function = nodes.ImportedName(f"{__name__}.{extend.__name__}")
    call = nodes.Call(function, arguments, [], None, None)
    return nodes.Assign(nodes.Name(PARENT, "store"), call, lineno=node.lineno)


def _calls(node: nodes.Node) -> Iterator[nodes.Expr]:
    """Yield the calls of ``load_more()``; not those of a macro, which has arguments."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and _is_load_more(child.node):
            yield child
        if not isinstance(child, nodes.Macro):
            yield from _calls(child)


def _is_load_more(called: nodes.Expr) -> bool:
    """Tell whether it is called as itself, or as an attribute of ``hypermedia``."""
    if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
        return (called.node.name, called.attr) == ("hypermedia", LOAD_MORE)
    return isinstance(called, nodes.Name) and called.name == LOAD_MORE


def _first_of(calls: Sequence[nodes.Expr]) -> nodes.Output:
    """Return what writes the first call that writes something: that of the list which grows."""
    first, *others = calls
    for other in others:
        first = nodes.Or(first, other)
    return nodes.Output([first])
