import type { AnyNode, Class, Identifier, Program, VariableDeclaration } from 'acorn'
import { newBinding, type Binding, type BindingKind, type Reference } from './binding.ts'
import { boundNames } from './patterns.ts'
import { children, unwrap, type FunctionNode } from './tree.ts'

/** The names of a block. */
export interface Scopes {
  /** The binding that an identifier refers to or declares. */
  bindingOf(identifier: AnyNode): Binding | undefined
  /** The names declared at the top level of the block. */
  topLevel: ReadonlyMap<string, Binding>
  /** The names that the block uses but does not declare. */
  globals: ReadonlyMap<string, Binding>
}

/** Resolves every name of a block. */
export function resolveScopes(program: Program): Scopes {
  return new Resolver().resolve(program)
}

/** One region of names. */
interface Scope {
  parent: Scope | undefined
  /** The scope that `var` belongs to. */
  functionScope: Scope
  owner: FunctionNode | undefined
  bindings: Map<string, Binding>
}

class Resolver {
  readonly #bindings = new Map<AnyNode, Binding>()
  readonly #globals = new Map<string, Binding>()
  readonly #pending: { reference: Reference; scope: Scope }[] = []
  readonly #top = newScope(undefined, 'function')

  resolve(program: Program): Scopes {
    this.#statements(program.body, this.#top)
    // Only now is every declaration known: a name may be used above the line that declares it.
    for (const { reference, scope } of this.#pending) this.#bind(reference, scope)
    return {
      bindingOf: (identifier) => this.#bindings.get(identifier),
      topLevel: this.#top.bindings,
      globals: this.#globals,
    }
  }

  #bind(reference: Reference, scope: Scope): void {
    const { name } = reference.node
    const binding = lookUp(scope, name) ?? getOrAdd(this.#globals, name, () => newBinding(name, 'global', true))
    binding.references.push(reference)
    this.#bindings.set(reference.node, binding)
  }

  #declare(identifier: Identifier, kind: BindingKind, scope: Scope): Binding {
    const { name } = identifier
    const home = kind === 'var' ? scope.functionScope : scope
    const binding = getOrAdd(home.bindings, name, () => newBinding(name, kind, home === this.#top))
    binding.kind = kind
    this.#bindings.set(identifier, binding)
    return binding
  }

  #refer(node: Identifier, scope: Scope, reads: boolean, writes: boolean): void {
    this.#pending.push({ reference: { node, reads, writes }, scope })
  }

  #statements(statements: readonly AnyNode[], scope: Scope): void {
    for (const statement of statements) this.#hoist(statement, scope)
    for (const statement of statements) this.#visit(statement, scope)
  }

  /** Declares what a statement declares before anything is visited: functions above may refer to it. */
  #hoist(statement: AnyNode, scope: Scope): void {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (statement.declaration) this.#hoist(statement.declaration, scope)
        return
      case 'FunctionDeclaration':
        if (statement.id) this.#declare(statement.id, 'function', scope).value = statement
        return
      case 'ClassDeclaration':
        if (statement.id) this.#declare(statement.id, 'class', scope)
        return
      case 'ImportDeclaration':
        for (const { local } of statement.specifiers) this.#declare(local, 'import', scope)
        return
      case 'VariableDeclaration':
        this.#declareVariables(statement, scope)
        return
      default:
    }
  }

  #declareVariables({ declarations, kind }: VariableDeclaration, scope: Scope): void {
    for (const declarator of declarations) {
      for (const identifier of boundNames(declarator.id)) {
        const binding = this.#declare(identifier, kind, scope)
        if (binding.declarators.includes(declarator)) continue
        binding.declarators.push(declarator)
        if (declarator.id === identifier && declarator.init) binding.value = unwrap(declarator.init)
      }
    }
  }

  #visit(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node) return
    switch (node.type) {
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return
      case 'Identifier':
        return this.#refer(node, scope, true, false)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, scope)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, scope)
      case 'VariableDeclaration':
        return this.#variables(node, scope)
      case 'AssignmentExpression':
      case 'UpdateExpression':
        return this.#assignment(node, scope)
      case 'MemberExpression':
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return this.#member(node, scope)
      case 'LabeledStatement':
        return this.#visit(node.body, scope)
      case 'ExportNamedDeclaration':
        return this.#visit(node.declaration, scope)
      default:
        return this.#block(node, scope)
    }
  }

  #function(node: FunctionNode, outside: Scope): void {
    const scope = newScope(outside, 'function')
    scope.owner = node
    if (node.type === 'FunctionExpression' && node.id) this.#declare(node.id, 'function', scope)
    for (const parameter of node.params) {
      for (const identifier of boundNames(parameter)) this.#declare(identifier, 'parameter', scope).parameterOf = node
      this.#pattern(parameter, scope, false)
    }
    if (node.body.type === 'BlockStatement') this.#statements(node.body.body, scope)
    else this.#visit(node.body, scope)
  }

  #class(node: Class, outside: Scope): void {
    this.#visit(node.superClass, outside)
    const scope = newScope(outside, 'block')
    if (node.id) this.#declare(node.id, 'class', scope)
    for (const member of node.body.body) this.#visit(member, scope)
  }

  #variables({ declarations, kind }: VariableDeclaration, scope: Scope): void {
    // Those of a statement list are declared by now; those of a loop's head are not.
    for (const declarator of declarations) {
      for (const identifier of boundNames(declarator.id)) {
        if (this.#bindings.has(identifier)) continue
        const binding = this.#declare(identifier, kind, scope)
        binding.declarators.push(declarator)
        if (declarator.id === identifier && declarator.init) binding.value = unwrap(declarator.init)
      }
      this.#pattern(declarator.id, scope, false)
      this.#visit(declarator.init, scope)
    }
  }

  #assignment(node: AnyNode, scope: Scope): void {
    if (node.type === 'UpdateExpression') {
      const target = unwrap(node.argument)
      return target.type === 'Identifier' ? this.#refer(target, scope, true, true) : this.#visit(target, scope)
    }
    if (node.type !== 'AssignmentExpression') return
    const target = unwrap(node.left)
    if (target.type === 'Identifier') this.#refer(target, scope, node.operator !== '=', true)
    else this.#pattern(target, scope, true)
    this.#visit(node.right, scope)
  }

  /** Visits a pattern. Its names are targets where `assigns`; else they are declared already. */
  #pattern(pattern: AnyNode | null, scope: Scope, assigns: boolean): void {
    switch (pattern?.type) {
      case undefined:
        return
      case 'Identifier':
        return assigns ? this.#refer(pattern, scope, false, true) : undefined
      case 'ObjectPattern':
        return pattern.properties.forEach((property) => this.#pattern(property, scope, assigns))
      case 'Property':
        if (pattern.computed) this.#visit(pattern.key, scope)
        return this.#pattern(pattern.value, scope, assigns)
      case 'ArrayPattern':
        return pattern.elements.forEach((element) => this.#pattern(element, scope, assigns))
      case 'AssignmentPattern':
        this.#pattern(pattern.left, scope, assigns)
        return this.#visit(pattern.right, scope)
      case 'RestElement':
        return this.#pattern(pattern.argument, scope, assigns)
      case 'ParenthesizedExpression':
        return this.#pattern(pattern.expression, scope, assigns)
      default:
        return this.#visit(pattern, scope)
    }
  }

  /** Something with a key: the key is a name only where it is computed. */
  #member(node: AnyNode, scope: Scope): void {
    if (node.type === 'MemberExpression') {
      this.#visit(node.object, scope)
      if (node.computed) this.#visit(node.property, scope)
    } else if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') {
      if (node.computed) this.#visit(node.key, scope)
      this.#visit(node.value, node.type === 'PropertyDefinition' ? newScope(scope, 'function') : scope)
    }
  }

  /** Everything that opens a scope without being a function, and everything that opens none. */
  #block(node: AnyNode, outside: Scope): void {
    switch (node.type) {
      case 'BlockStatement':
        return this.#statements(node.body, newScope(outside, 'block'))
      case 'StaticBlock':
        return this.#statements(node.body, newScope(outside, 'function'))
      case 'SwitchStatement': {
        this.#visit(node.discriminant, outside)
        const scope = newScope(outside, 'block')
        for (const { consequent } of node.cases) for (const statement of consequent) this.#hoist(statement, scope)
        return node.cases.forEach((branch) => children(branch).forEach((child) => this.#visit(child, scope)))
      }
      case 'CatchClause': {
        const scope = newScope(outside, 'block')
        for (const identifier of boundNames(node.param ?? null)) this.#declare(identifier, 'catch', scope)
        this.#pattern(node.param ?? null, scope, false)
        return this.#visit(node.body, scope)
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const scope = newScope(outside, 'block')
        if (node.left.type === 'VariableDeclaration') this.#visit(node.left, scope)
        else this.#pattern(node.left, scope, true)
        this.#visit(node.right, outside)
        return this.#visit(node.body, scope)
      }
      default: {
        const scope = node.type === 'ForStatement' ? newScope(outside, 'block') : outside
        return children(node).forEach((child) => this.#visit(child, scope))
      }
    }
  }
}

function newScope(parent: Scope | undefined, kind: 'function' | 'block'): Scope {
  const scope: Omit<Scope, 'functionScope'> = { parent, owner: undefined, bindings: new Map() }
  const functionScope = kind === 'block' ? parent?.functionScope : undefined
  const whole = scope as Scope
  whole.functionScope = functionScope ?? whole
  return whole
}

function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  return scope && (scope.bindings.get(name) ?? lookUp(scope.parent, name))
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
